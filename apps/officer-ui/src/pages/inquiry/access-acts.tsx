import { Drawer } from '../../components/drawer';
import { useText } from '../../text/use-text';
import { ActWithReason } from './act-with-reason';
import type { Chosen } from './others-sheet';

/** What can be done about a grant, an access that was taken, or a wall. */
export const AccessActs = ({
  id,
  inquiryId,
  chosen,
  name,
  onClose,
}: {
  id: string;
  inquiryId: string;
  chosen: Chosen;
  name: string;
  onClose: () => void;
}) => {
  const t = useText();
  const at = `/api/case-state/inquiries/${inquiryId}`;
  return (
    <Drawer id={id} tab={t(`access.act.${chosen.kind}`)} title={name} subject={chosen.id} onClose={onClose}>
      {chosen.kind === 'grant' && (
        <ActWithReason
          key={chosen.id}
          onDone={onClose}
          onCancel={onClose}
          say={t('access.end.say')}
          label={t('access.end.reason')}
          acts={[{ id: 'end', label: t('access.end.act') }]}
          path={`${at}/grants/${chosen.id}/revoke`}
          refused={t('access.end.refused')}
        />
      )}
      {chosen.kind === 'challenge' && (
        <ActWithReason
          key={chosen.id}
          onDone={onClose}
          onCancel={onClose}
          say={t('access.review.say')}
          label={t('access.review.note')}
          field="note"
          acts={[
            { id: 'upheld', label: t('access.review.uphold'), body: { outcome: 'upheld' } },
            { id: 'ended', label: t('access.review.end'), body: { outcome: 'ended' } },
          ]}
          path={`${at}/challenges/${chosen.id}/review`}
          refused={t('access.review.refused')}
        />
      )}
      {chosen.kind === 'wall' && (
        <ActWithReason
          key={chosen.id}
          onDone={onClose}
          onCancel={onClose}
          say={t('walls.lift.say')}
          label={t('walls.lift.reason')}
          acts={[{ id: 'lift', label: t('walls.lift.act') }]}
          path={`${at}/walls/${chosen.id}/lift`}
          refused={t('walls.lift.refused')}
        />
      )}
    </Drawer>
  );
};
