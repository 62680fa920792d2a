import { useEffect, useRef, useState } from "react";
import { useClients } from "../../api/context";

const AGAIN_MS = 3_000;

/** Listens to the service's event stream by fetch, which can carry who one is; whether it is open. Begins anew when it ends. */
export function useStream(onEvent: () => void): boolean {
  const { notifications } = useClients();
  const [live, setLive] = useState(false);
  const told = useRef(onEvent);
  told.current = onEvent;
  useEffect(() => {
    const end = new AbortController();
    const listen = async () => {
      while (!end.signal.aborted) {
        try {
          const { response } = await notifications.GET("/notifications/stream", {
            parseAs: "stream",
            signal: end.signal,
          });
          const reader = response.ok ? response.body?.getReader() : undefined;
          setLive(reader !== undefined);
          while (reader) {
            const { done, value } = await reader.read();
            if (done) break;
            // Comments keep the line open; only events bring news.
            if (new TextDecoder().decode(value).includes("data:")) told.current();
          }
        } catch {
          // It is opened again below; what was missed is in the list that is asked for then.
        }
        if (end.signal.aborted) return;
        setLive(false);
        await new Promise((resume) => setTimeout(resume, AGAIN_MS));
        told.current();
      }
    };
    void listen();
    return () => end.abort();
  }, [notifications]);
  return live;
}
