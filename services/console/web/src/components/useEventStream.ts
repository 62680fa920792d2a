import { useEffect, useRef, useState } from "react";

const AGAIN_MS = 3_000;

/** Opens an event stream of a service by fetch, which can carry who one is. */
export type OpenStream = (signal: AbortSignal) => Promise<{ response: Response }>;

/** Listens to a stream; whether it is open. Begins anew when it ends. `open` must keep its identity. */
export function useEventStream(open: OpenStream, onEvent: () => void): boolean {
  const [live, setLive] = useState(false);
  const heard = useRef(onEvent);
  heard.current = onEvent;
  useEffect(() => {
    const end = new AbortController();
    const listen = async () => {
      while (!end.signal.aborted) {
        try {
          const { response } = await open(end.signal);
          const reader = response.ok ? response.body?.getReader() : undefined;
          setLive(reader !== undefined);
          while (reader) {
            const { done, value } = await reader.read();
            if (done) break;
            // Comments keep the line open; only events bring news.
            if (new TextDecoder().decode(value).includes("data:")) heard.current();
          }
        } catch {
          // It is opened again below; what was missed is in the list that is asked for then.
        }
        if (end.signal.aborted) return;
        setLive(false);
        await new Promise((resume) => setTimeout(resume, AGAIN_MS));
        heard.current();
      }
    };
    void listen();
    return () => end.abort();
  }, [open]);
  return live;
}
