import type { ComponentProps } from 'react';
import { Link } from 'react-router';
import { useThen } from '../time/then';

/** A link that keeps the two times of the page that it stands on. */
export const ThenLink = ({ to, ...rest }: Omit<ComponentProps<typeof Link>, 'to'> & { to: string }) => {
  const { carry } = useThen();
  return <Link to={carry(to)} {...rest} />;
};
