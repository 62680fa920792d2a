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
  { path: "/logs", name: "logs", Page: lazy(() => import("../views/logs/LogsPage")) },
  { path: "/board", name: "board", Page: lazy(() => import("../views/board/BoardPage")) },
  { path: "/identity", name: "identity", Page: lazy(() => import("../views/identity/IdentityPage")) },
];
