/** A demo review as we write it down. */
export type ReviewSpec = readonly [customer: number, product: string, rating: number, title: string, text: string];
