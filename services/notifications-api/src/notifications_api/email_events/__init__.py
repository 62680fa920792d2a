"""What the mail provider tells about mails it took."""
