"""What the suite is made of besides itself: packages, their licences and pins, and how far units are shut in."""
