import { Box, Grid, Textarea, Title, Typography } from "@mantine/core";
import { useTranslation } from "react-i18next";
import ReactMarkdown from "react-markdown";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";

interface Props {
  text: string;
  onChange: (text: string) => void;
}

/** The text of an article, and beside it what readers will see; scripts are left out, pictures stay words. */
export function ArticleText({ text, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Textarea
          label={t("blog.content")}
          autosize
          minRows={14}
          maxRows={40}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Title order={2} size="h5">
          {t("blog.preview")}
        </Title>
        <Box component="section" aria-label={t("blog.preview")}>
          <Typography>
            <ReactMarkdown
              rehypePlugins={[rehypeRaw, rehypeSanitize]}
              components={{ img: ({ alt }) => <span>{alt}</span> }}
            >
              {text}
            </ReactMarkdown>
          </Typography>
        </Box>
      </Grid.Col>
    </Grid>
  );
}
