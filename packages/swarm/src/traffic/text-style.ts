import type { Knots } from './knots.ts';

/** What the texts of one kind of traffic are like; lengths are bytes in UTF-8. */
export interface TextStyle {
  /** The share of texts of at most so many bytes, a half added so that rounding is even. */
  sizes: Knots;
  /** What everybody says: its length, and its share of all messages. */
  phrases: readonly (readonly [bytes: number, share: number])[];
  /**
   * Of the others, by length: how often one of the latest of about the same length is said once more.
   * Ascending; each holds up to its `upTo`.
   */
  echoes: readonly { upTo: number; share: number }[];
}

/** Chat of a live show with about 100 thousand viewers: short, half of it said before, spam of all sizes. */
export const showTexts: TextStyle = {
  sizes: [
    [0, 0.5],
    [0.0328, 1.5],
    [0.0597, 2.5],
    [0.2013, 3.5],
    [0.2379, 4.5],
    [0.2642, 5.5],
    [0.3057, 6.5],
    [0.3295, 7.5],
    [0.3628, 8.5],
    [0.4277, 9.5],
    [0.5149, 12.5],
    [0.5922, 15.5],
    [0.6579, 18.5],
    [0.7554, 24.5],
    [0.8149, 30.5],
    [0.8709, 40.5],
    [0.902, 51.5],
    [0.9331, 75.5],
    [0.9505, 108.5],
    [0.9596, 150.5],
    [0.978, 200.5],
    [0.986, 300.5],
    [0.9901, 361.5],
    [0.9965, 400.5],
    [0.9995, 600.5],
    [1, 766.5],
  ],
  phrases: [
    [3, 0.052],
    [3, 0.0186],
    [3, 0.01],
    [1, 0.0093],
    [9, 0.0091],
    [1, 0.0086],
    [3, 0.008],
    [2, 0.0072],
    [3, 0.0058],
    [3, 0.0056],
    [1, 0.0045],
    [9, 0.0031],
    [1, 0.003],
    [8, 0.0028],
    [3, 0.0027],
    [3, 0.0021],
    [3, 0.0021],
    [3, 0.0019],
    [2, 0.0019],
    [2, 0.0018],
    [9, 0.0018],
    [9, 0.0018],
    [3, 0.0018],
    [12, 0.0016],
  ],
  echoes: [
    { upTo: 3, share: 0.63 },
    { upTo: 6, share: 0.49 },
    { upTo: 9, share: 0.34 },
    { upTo: 12, share: 0.26 },
    { upTo: 19, share: 0.19 },
    { upTo: 29, share: 0.21 },
    { upTo: 49, share: 0.25 },
    { upTo: 99, share: 0.38 },
    { upTo: 149, share: 0.33 },
    { upTo: 199, share: 0.45 },
    { upTo: 299, share: 0.41 },
    { upTo: Number.POSITIVE_INFINITY, share: 0.52 },
  ],
};

/**
 * Talk of a community group: whole sentences. One message in a hundred had no text (a picture, say) and
 * has a byte here. Which texts are equal was not recorded; few are taken to be.
 */
export const groupTexts: TextStyle = {
  sizes: [
    [0, 0.5],
    [0.0142, 1.5],
    [0.0438, 2.5],
    [0.0766, 3.5],
    [0.1031, 4.5],
    [0.147, 7.5],
    [0.2086, 11.5],
    [0.2745, 15.5],
    [0.3523, 20.5],
    [0.4304, 25.5],
    [0.5042, 30.5],
    [0.5959, 37.5],
    [0.6766, 45.5],
    [0.7548, 55.5],
    [0.8322, 70.5],
    [0.8974, 90.5],
    [0.9348, 110.5],
    [0.9607, 140.5],
    [0.9827, 180.5],
    [0.9904, 201.5],
    [0.9953, 230.5],
    [0.9981, 300.5],
    [0.999, 390.5],
    [1, 456.5],
  ],
  phrases: [],
  echoes: [
    { upTo: 4, share: 0.1 },
    { upTo: Number.POSITIVE_INFINITY, share: 0.01 },
  ],
};
