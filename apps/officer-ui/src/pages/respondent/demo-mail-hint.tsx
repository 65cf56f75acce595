import { Link } from 'react-router';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';

/** A demonstration sends no mail: here is where it is. Elsewhere nothing is said. */
export const DemoMailHint = () => {
  const t = useText();
  const { demonstration } = useClock();
  return demonstration ? (
    <Link to="/demo/mail" target="_blank">
      {t('demoMail.see')}
    </Link>
  ) : null;
};
