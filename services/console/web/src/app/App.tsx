import { useState } from "react";
import { createHashRouter, RouterProvider } from "react-router";
import { Shell } from "./Shell";
import { ViewFrame } from "./ViewFrame";
import { views } from "./views";

/** Made when the page is first shown: until then a sign-in may change the address. */
function makeRouter() {
  return createHashRouter([
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
}

export function App() {
  const [router] = useState(makeRouter);
  return <RouterProvider router={router} />;
}
