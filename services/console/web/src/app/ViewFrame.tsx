import { Component, type ReactNode, Suspense } from "react";
import { ErrorNotice } from "../components/ErrorNotice";
import { Waiting } from "../components/Waiting";

/** A view that fails takes itself down, not the page. */
export class ViewFrame extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error) {
      return <ErrorNotice error={this.state.error} onRetry={() => this.setState({ error: null })} />;
    }
    return <Suspense fallback={<Waiting />}>{this.props.children}</Suspense>;
  }
}
