import { useQuery } from "@tanstack/react-query";
import { useClients } from "../../api/context";
import { answerOf } from "../../api/errors";
import { Markdown } from "../../components/Markdown";
import { QueryResult } from "../../components/QueryResult";

export default function DocumentReader({ path }: { path: string }) {
  const { documents } = useClients();
  const query = useQuery({
    queryKey: ["document", path],
    queryFn: async () =>
      answerOf(
        "documentation-api",
        await documents.GET("/api/v1/docs/content", { params: { query: { path } } }),
      ),
  });
  return (
    <QueryResult query={query}>
      {({ content }) => <Markdown text={withoutHead(content)} label={path} />}
    </QueryResult>
  );
}

/** The text below the front matter. */
function withoutHead(content: string): string {
  return content.replace(/^---\n[\s\S]*?\n---\n/, "");
}
