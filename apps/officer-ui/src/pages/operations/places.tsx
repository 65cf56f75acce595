import { Link, useLocation } from 'react-router';
import { useText } from '../../text/use-text';

const places = [
  { path: '/operations/dead-letters', label: 'operations.title' },
  { path: '/operations/sessions', label: 'sessions.title' },
  { path: '/operations/machine-clients', label: 'clients.title' },
];

/** The pages of who runs the installation, one beside the other. */
export const OperationsPlaces = () => {
  const t = useText();
  const { pathname } = useLocation();
  return (
    <nav className="seg" aria-label={t('operations.places')}>
      {places.map(({ path, label }) => (
        <Link key={path} to={path} aria-current={pathname === path ? 'page' : undefined}>
          {t(label)}
        </Link>
      ))}
    </nav>
  );
};
