/** Told when a service says 401: the shell goes to the sign-in page and comes back to where the person was. */
type Listener = () => void;
let listener: Listener | undefined;

export const onSessionEnd = (then: Listener): (() => void) => {
  listener = then;
  return () => {
    if (listener === then) listener = undefined;
  };
};

export const sessionEnded = (): void => listener?.();
