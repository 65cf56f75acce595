import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

/** Wider than its place, its content scrolls here by itself; only then is it a stop for the Tab key. */
export const ScrollBox = ({ label, children }: { label: string; children: ReactNode }) => {
  const place = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = (): void => setScrolls(element.scrollWidth > element.clientWidth + 1);
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    if (element.firstElementChild) watch.observe(element.firstElementChild);
    return () => watch.disconnect();
  }, []);
  return (
    <div className="list-scroll" ref={place} {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}>
      {children}
    </div>
  );
};
