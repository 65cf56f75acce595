import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';

/** What a member has declared about conflicts of interest. */
export const ConflictState = ({ conflict }: { conflict: 'none' | 'declared' | 'not-yet' }) => {
  const t = useText();
  const [shape, tone] = ({ none: ['full', 'ok'], declared: ['tri', 'stop'], 'not-yet': ['ring', 'wait'] } as const)[
    conflict
  ];
  return (
    <StateTag shape={shape} tone={tone}>
      {t(`member.conflict.${conflict}`)}
    </StateTag>
  );
};
