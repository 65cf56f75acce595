import { useState, type FormEvent } from 'react';
import type { MemberView } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { Drawer } from '../../components/drawer';
import { ChoicesField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useText } from '../../text/use-text';

/** What can be recorded about a member: a declaration on conflicts of interest, leaving the team. */
export const MemberActs = ({
  id,
  inquiryId,
  member,
  name,
  onClose,
}: {
  id: string;
  inquiryId: string;
  member: MemberView;
  name: string;
  onClose: () => void;
}) => {
  const t = useText();
  return (
    <Drawer id={id} tab={t('people.change')} title={name} subject={member.person} onClose={onClose}>
      <div className="stack" key={member.person}>
        <Declare inquiryId={inquiryId} member={member} onDone={onClose} />
        <Leave inquiryId={inquiryId} member={member} onDone={onClose} />
        <p>
          <button type="button" className="btn" onClick={onClose}>
            {t('form.cancel')}
          </button>
        </p>
      </div>
    </Drawer>
  );
};

interface ActProps {
  inquiryId: string;
  member: MemberView;
  onDone: () => void;
}

const Declare = ({ inquiryId, member, onDone }: ActProps) => {
  const t = useText();
  const [conflict, setConflict] = useState<string>(member.conflict === 'not-yet' ? '' : member.conflict);
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!conflict) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiryId}/team/${member.person}/conflict`,
      body: { conflict },
    });
  };
  return (
    <form className="stack" noValidate onSubmit={onSubmit}>
      <ChoicesField
        label={t('member.conflict')}
        hint={t('people.declare.hint')}
        multiple={false}
        error={tried && !conflict ? t('field.required') : undefined}
        value={conflict ? [conflict] : []}
        choices={['none', 'declared'].map((each) => ({ id: each, label: t(`member.conflict.${each}`) }))}
        onChange={([chosen]) => setConflict(chosen ?? '')}
      />
      <CommandProblem command={command} title={t('people.declare.refused')} />
      <p className="row">
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'people.declare')}
        </button>
      </p>
    </form>
  );
};

const Leave = ({ inquiryId, member, onDone }: ActProps) => {
  const t = useText();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  const short = reason.trim().length < 3;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiryId}/team/${member.person}/leave`,
      body: { reason: reason.trim() },
    });
  };
  return (
    <form className="stack" noValidate onSubmit={onSubmit}>
      <TextField
        label={t('people.leave.reason')}
        hint={t('people.leave.hint')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={t('people.leave.refused')} />
      <p className="row">
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'people.leave')}
        </button>
      </p>
    </form>
  );
};
