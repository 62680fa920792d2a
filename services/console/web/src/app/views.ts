import { type ComponentType, lazy } from "react";
import type { Texts } from "../i18n/en";

export interface View {
  path: string;
  name: keyof Texts["views"];
  Page: ComponentType;
}

/** Every view of the page; each is loaded when it is first opened. */
export const views: View[] = [
  { path: "/", name: "overview", Page: lazy(() => import("../views/overview/OverviewPage")) },
  { path: "/requests", name: "requests", Page: lazy(() => import("../views/requests/RequestsPage")) },
  { path: "/logs", name: "logs", Page: lazy(() => import("../views/logs/LogsPage")) },
  { path: "/board", name: "board", Page: lazy(() => import("../views/board/BoardPage")) },
  { path: "/films", name: "films", Page: lazy(() => import("../views/films/FilmsPage")) },
  { path: "/blog", name: "blog", Page: lazy(() => import("../views/blog/BlogPage")) },
  { path: "/documents", name: "documents", Page: lazy(() => import("../views/documents/DocumentsPage")) },
  { path: "/apis", name: "apis", Page: lazy(() => import("../views/apis/ApisPage")) },
  { path: "/scrape", name: "scrape", Page: lazy(() => import("../views/scrape/ScrapePage")) },
  { path: "/sync", name: "sync", Page: lazy(() => import("../views/sync/SyncPage")) },
  { path: "/inbox", name: "inbox", Page: lazy(() => import("../views/inbox/InboxPage")) },
  { path: "/identity", name: "identity", Page: lazy(() => import("../views/identity/IdentityPage")) },
];
