import { useInfiniteQuery } from '@tanstack/react-query';
import { inquiriesQuery } from '../../api/queries';
import { useLocalized } from '../../text/use-text';

/** Titles of the inquiries that the reader may see; one that is not among them has no name here. */
export const useInquiryNames = (): { all: { id: string; label: string }[]; of: (id: string) => string | undefined } => {
  const local = useLocalized();
  const { data } = useInfiniteQuery(inquiriesQuery({ limit: '200' }));
  const all = (data?.pages ?? []).flatMap((page) =>
    page.items.map((inquiry) => ({ id: inquiry.id, label: local(inquiry.title) })),
  );
  return { all, of: (id) => all.find((each) => each.id === id)?.label };
};
