import type { ReactNode } from 'react';

/** The first letters of the first and the last name. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters.map((word) => word?.[0]?.toUpperCase() ?? '').join('');
};

export const Initials = ({ name }: { name: string }) => (
  <span className="ini" aria-hidden="true">
    {initialsOf(name)}
  </span>
);

/** A person in a list: initials, name, a line below. */
export const Person = ({
  name,
  mark,
  children,
  act,
}: {
  name: string;
  mark?: ReactNode;
  children?: ReactNode;
  act?: ReactNode;
}) => (
  <li className="person">
    <Initials name={name} />
    <div>
      <b>{name}</b>
      {mark}
      {children && <p className="meta">{children}</p>}
    </div>
    {act}
  </li>
);
