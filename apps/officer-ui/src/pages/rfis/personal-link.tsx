import { useMutation } from '@tanstack/react-query';
import type { AddresseeSummary } from '#contracts';
import { useId } from 'react';
import { readPersonalLink } from '../../api/rfis';
import { CopyField, toClipboard } from '../../components/copy-field';
import { Icon } from '../../components/glyph';
import { Problem } from '../../components/problem';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** The way in for an addressee's contact: who may use it, and a button that reads and copies it. Reading it is recorded. */
export const PersonalLink = ({ rfi, addressee }: { rfi: string; addressee: AddresseeSummary }) => {
  const t = useText();
  const dates = useDates();
  const field = useId();
  const link = useMutation({
    mutationFn: async () => {
      const read = await readPersonalLink(rfi, addressee.id);
      return { ...read, taken: await toClipboard(read.link) };
    },
    gcTime: 0,
  });
  return (
    <section className="reply__part" aria-labelledby={`${field}-head`}>
      <h3 id={`${field}-head`}>{t('rfis.link')}</h3>
      <p>
        <Text id="rfis.link.say" values={{ contact: addressee.contact.name, who: addressee.name }} />
      </p>
      {link.data ? (
        <CopyField
          label={t('rfis.link')}
          text={link.data.link}
          taken={link.data.taken}
          more={t('rfis.link.until', { moment: dates.moment(link.data.expiresAt) })}
        />
      ) : (
        <button
          type="button"
          className="btn btn--small"
          aria-disabled={link.isPending}
          onClick={() => {
            if (!link.isPending) link.mutate();
          }}
        >
          <Icon name="link" />
          {t('rfis.link.copy')}
        </button>
      )}
      {link.error && <Problem error={link.error} kind="query" title={t('rfis.link.refused')} />}
    </section>
  );
};
