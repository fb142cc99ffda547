import type { ComponentType } from 'react';
import type { Language } from '../../common/i18n.ts';
import { Kettle, Lamp, Plant, Tea } from './home-pictures.tsx';
import { Bag, Headphones, Lipstick, Sneaker } from './wear-pictures.tsx';

export type ShopLanguage = Language;

/** Something the demo shop pretends to sell. Prices in fen, a hundredth of a yuan. */
export interface Item {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  /** One line that makes one want it. */
  readonly note: Readonly<Record<Language, string>>;
  readonly price: number;
  readonly oldPrice: number;
  readonly stock: number;
  /** The inside of an SVG of 120 by 120. */
  readonly Picture: ComponentType;
}

export const items: readonly Item[] = [
  {
    id: 'kettle',
    name: { en: 'Whistling kettle', zh: '鸣笛水壶' },
    note: { en: 'Sings when the water boils, 1.8 litres', zh: '水开就唱歌，1.8 升大容量' },
    price: 12_900,
    oldPrice: 19_900,
    stock: 320,
    Picture: Kettle,
  },
  {
    id: 'headphones',
    name: { en: 'Quiet headphones', zh: '静享降噪耳机' },
    note: { en: 'Forty hours of music, no street noise', zh: '40 小时续航，街声一键消失' },
    price: 39_900,
    oldPrice: 59_900,
    stock: 180,
    Picture: Headphones,
  },
  {
    id: 'lipstick',
    name: { en: 'Velvet lipstick', zh: '丝绒口红' },
    note: { en: 'Autumn red, stays through dinner', zh: '秋日正红，吃饭不掉色' },
    price: 8900,
    oldPrice: 15_900,
    stock: 600,
    Picture: Lipstick,
  },
  {
    id: 'sneakers',
    name: { en: 'Cloud sneakers', zh: '云感跑鞋' },
    note: { en: 'Light as a letter, soft as a sofa', zh: '轻如鸿毛，软弹回馈' },
    price: 26_900,
    oldPrice: 42_900,
    stock: 240,
    Picture: Sneaker,
  },
  {
    id: 'tea',
    name: { en: 'Spring green tea', zh: '明前绿茶' },
    note: { en: 'First leaves of the year, 100 g', zh: '头采嫩芽，100 克礼罐' },
    price: 6800,
    oldPrice: 9800,
    stock: 500,
    Picture: Tea,
  },
  {
    id: 'lamp',
    name: { en: 'Evening lamp', zh: '暮光台灯' },
    note: { en: 'Three warm lights for the last chapter', zh: '三档暖光，陪你读到最后一章' },
    price: 15_900,
    oldPrice: 22_900,
    stock: 150,
    Picture: Lamp,
  },
  {
    id: 'bag',
    name: { en: 'City satchel', zh: '城市通勤包' },
    note: { en: 'Waxed canvas, fits a laptop', zh: '油蜡帆布，装得下笔记本' },
    price: 32_900,
    oldPrice: 49_900,
    stock: 90,
    Picture: Bag,
  },
  {
    id: 'plant',
    name: { en: 'Desk plant in a pot', zh: '桌面绿植盆栽' },
    note: { en: 'Forgives a forgotten week', zh: '忘记浇水一周也没关系' },
    price: 4900,
    oldPrice: 7900,
    stock: 260,
    Picture: Plant,
  },
];

const byId = new Map(items.map((item) => [item.id, item]));

export function itemOf(id: string): Item | undefined {
  return byId.get(id);
}
