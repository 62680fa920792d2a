import { Box, Typography } from "@mantine/core";
import ReactMarkdown from "react-markdown";

/** Markdown as it reads. HTML within it is shown as text, never made part of the page; pictures stay words. */
export function Markdown({ text, label }: { text: string; label: string }) {
  return (
    <Box component="section" aria-label={label}>
      <Typography>
        <ReactMarkdown components={{ img: ({ alt }) => <span>{alt}</span> }}>{text}</ReactMarkdown>
      </Typography>
    </Box>
  );
}
