/** What viewers of a show shout at its host. */
export const chatter: readonly string[] = [
  '来了来了',
  '晚上好呀',
  '第一次来，支持一下',
  '主播今天真好看',
  '这个多少钱？',
  '有小一点的码吗',
  '身高一米六穿什么码',
  '黑色还有货吗',
  '发货快不快',
  '已经拍了两件',
  '上次买的很喜欢，又来了',
  '质量怎么样，会褪色吗',
  '能不能再便宜一点',
  '送运费险吗',
  '想看背面',
  '试一下白色的',
  '慢一点，没听清',
  '给妈妈买一件',
  '学生党表示心动',
  '讲得太好笑了',
  '哈哈哈哈哈',
  '关注了',
  '求链接',
  '还在犹豫，有人买过吗',
  'good evening everyone',
  'how much is this one?',
  'do you ship abroad?',
  'does it come in green',
  'just ordered, so excited',
  'looks great on you!',
  'is it true to size?',
  'my sister has the same one',
  'please show the lining',
  'what is it made of?',
  'love the colour',
  'hello from the night shift',
  'second time here, never sorry',
  'any discount for two?',
  'lol',
  'wow',
];

/** When the host counts down. */
export const shouts: readonly string[] = [
  '冲！',
  '冲冲冲',
  '抢到了！',
  '没抢到，再上一点吧',
  '手慢了',
  '快快快',
  '上链接！',
  '3！2！1！',
  '666',
  'got it!!',
  'missed it by a second',
  'more please!!!',
  'go go go',
];

export interface Card {
  itemId: string;
  title: string;
  /** In the smallest unit of the currency. */
  price: number;
  currency: string;
}

/** What the host shows. */
export const cards: readonly Card[] = [
  { itemId: 'lamp-12', title: '暖光小台灯', price: 8900, currency: 'CNY' },
  { itemId: 'scarf-3', title: '羊绒围巾 驼色', price: 19_900, currency: 'CNY' },
  { itemId: 'tea-7', title: 'Mountain tea, 200 g', price: 5600, currency: 'CNY' },
  { itemId: 'pan-1', title: '不粘平底锅 26 cm', price: 12_900, currency: 'CNY' },
  { itemId: 'socks-5', title: 'Five pairs of wool socks', price: 3900, currency: 'CNY' },
];
