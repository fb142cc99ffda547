import { itemOf } from './items.ts';
import { Parcel } from './wear-pictures.tsx';

/** The inside of an SVG of 120 by 120. */
export function PictureOf({ id }: { id: string }) {
  const Picture = itemOf(id)?.Picture ?? Parcel;
  return <Picture />;
}

/** The picture of an item by its id, or a parcel. Decoration: the name stands beside it. */
export function ItemPicture({ id, className }: { id: string; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 120 120"
      preserveAspectRatio="xMidYMid slice"
      className={className}
      aria-hidden="true"
      focusable="false"
    >
      <PictureOf id={id} />
    </svg>
  );
}
