import { Identity } from '../../components/identity';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { AskForAccess } from './ask-for-access';

/** Access to an inquiry of which one knows the number alone. */
export const Page = () => {
  const t = useText();
  useTitle(t('challenge.title'));
  return (
    <>
      <Identity
        crumbs={[{ label: t('inquiries.title'), to: '/inquiries' }, { label: t('challenge.title') }]}
        title={t('challenge.title')}
        lede={t('challenge.lede')}
      />
      <div className="page main">
        <AskForAccess />
      </div>
    </>
  );
};
