import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The size of an element in CSS px, so that a picture is drawn at 1:1 and its words keep their size. */
export const useSize = <Of extends Element>(first: {
  width: number;
  height: number;
}): [RefObject<Of | null>, { width: number; height: number }] => {
  const place = useRef<Of>(null);
  const [size, setSize] = useState(first);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0)
        setSize((was) =>
          Math.abs(was.width - width) < 1 && Math.abs(was.height - height) < 1 ? was : { width, height },
        );
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [place, size];
};
