import { CopyField } from '../../components/copy-field';
import { Notice } from '../../components/notice';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';

/** The one time that a secret is seen, and how it is used. */
export const SecretShown = ({ client, secret }: { client: string; secret: string | undefined }) => {
  const t = useText();
  if (secret === undefined) return <Notice kind="warn">{t('clients.made.lost')}</Notice>;
  const example = [
    `curl ${window.location.origin}/api/case-state/token \\`,
    `  -u '${client}:<secret>' \\`,
    '  -d grant_type=client_credentials',
  ].join('\n');
  return (
    <div className="stack">
      <Notice kind="here">
        <span>
          <Text id="clients.made.say" />
        </span>
      </Notice>
      <CopyField label={t('clients.made')} text={secret} />
      <h3>{t('clients.made.how')}</h3>
      <p>{t('clients.made.how.say')}</p>
      <pre className="wire" tabIndex={0} aria-label={t('clients.made.example')}>
        {example}
      </pre>
    </div>
  );
};
