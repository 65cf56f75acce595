import { useMutation } from '@tanstack/react-query';
import type { AddresseeSummary } from '#contracts';
import { useId } from 'react';
import { readPersonalLink } from '../../api/rfis';
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
      // A browser may forbid the clipboard; the link then stands there to be copied by hand.
      const copied = await navigator.clipboard?.writeText(read.link).then(
        () => true,
        () => false,
      );
      return { ...read, copied: copied ?? false };
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
        <div className="field">
          <p role="status">
            {t(link.data.copied ? 'rfis.link.copied' : 'rfis.link.byHand')}{' '}
            {t('rfis.link.until', { moment: dates.moment(link.data.expiresAt) })}
          </p>
          <label className="vh" htmlFor={field}>
            {t('rfis.link')}
          </label>
          <input
            id={field}
            className="input wire"
            readOnly
            value={link.data.link}
            onFocus={(event) => event.currentTarget.select()}
          />
        </div>
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
