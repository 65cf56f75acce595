import type { InquiryView } from '#contracts';
import { useMe } from '../../api/people';

/** The roles that the reader exercises on this inquiry's team; none for who only reads. What is not the reader's to do is not offered. */
export const useMyRoles = (inquiry: InquiryView): string[] => {
  const me = useMe();
  return inquiry.team.filter((member) => member.person === me?.person && !member.until).map((member) => member.role);
};
