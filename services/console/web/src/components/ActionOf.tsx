import { Button } from "@mantine/core";

interface Props {
  action: string;
  /** What it is done to, so that a list of the same buttons can be told apart by ear. */
  of: string;
  onClick: () => void;
}

/** The small button of one thing in a list. */
export function ActionOf({ action, of, onClick }: Props) {
  return (
    <Button size="compact-xs" variant="default" aria-label={`${action}: ${of}`} onClick={onClick}>
      {action}
    </Button>
  );
}
