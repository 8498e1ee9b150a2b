/** Somebody who can sign in. */
export interface Person {
  email: string;
  password: string;
}

/** The demo's people: each organization has an owner, an admin and a reader. */
export const organizations = {
  distributor: "nordlicht",
  partner: "kranich",
  otherPartner: "bergfried",
  /** Whose views the tests of views change, and nobody else looks at. */
  partnerWithViews: "lighthouse",
  customer: "westernhagen",
  otherCustomer: "ttt-point",
} as const;

export function person(
  organization: keyof typeof organizations,
  role: "owner" | "admin" | "reader" = "admin",
): Person {
  return {
    email: `${role}@${organizations[organization]}.example`,
    password: "seatkeeper-demo-only",
  };
}
