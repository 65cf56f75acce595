/**
 * Asks once for each thing: what is never changed in place, as a state, a published procedure and what they are made of, has one answer.
 * @param by what of it alone the answer hangs on
 */
export function remembered<Of extends object, Made>(
  make: (of: Of) => Made,
  by: (of: Of) => object = (of) => of,
): (of: Of) => Made {
  const made = new WeakMap<object, Made>();
  return (of) => {
    const value = made.get(by(of)) ?? make(of);
    made.set(by(of), value);
    return value;
  };
}
