import { useText } from '../../text/use-text';

const sample = `import { Webhook } from 'standardwebhooks';

const event = new Webhook(process.env.WEBHOOK_SECRET)
  .verify(rawBody, headers); // throws when it is not ours
// event.subject: the inquiry
// event.deliverysequence: your place in its lane: 1, 2, 3 …
// event.sequence: the publisher's own number, with holes for you`;

/** How a receiver checks what it got, and that it misses nothing. */
export const Verify = () => {
  const t = useText();
  return (
    <>
      <p>{t('webhooks.verify.say')}</p>
      <pre className="wire">{sample}</pre>
    </>
  );
};
