import { createHashRouter, RouterProvider } from "react-router";
import { Shell } from "./Shell";
import { ViewFrame } from "./ViewFrame";
import { views } from "./views";

const router = createHashRouter([
  {
    element: <Shell />,
    children: views.map(({ path, Page }) => ({
      path,
      element: (
        <ViewFrame key={path}>
          <Page />
        </ViewFrame>
      ),
    })),
  },
]);

export function App() {
  return <RouterProvider router={router} />;
}
