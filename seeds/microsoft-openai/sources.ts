import type { Provenance } from '#contracts';

/** Where the facts of the story come from. What is only reported, or invented for the demonstration, says so. */
const fact = (standing: Provenance['standing'], source: string): Provenance => ({ standing, source });

export const pressRelease = fact(
  'public',
  'European Commission, press release IP/24/85 of 9 January 2024: calls for contributions on virtual worlds and generative AI',
);

export const speechOfJune = fact(
  'public',
  'M. Vestager, “Competition in AI: wising up in a new world”, European Commission workshop, Brussels, 28 June 2024',
);

export const reportedTies = fact(
  'reported',
  'Press reports on the stake and its terms, 2019 to July 2024; about 49 % of the capital, USD 1 bn in 2019, over USD 10 bn in January 2023',
);

/** That the antitrust rules were the basis of the questions is the speech's; that Articles 101 and 102 both were, is inferred. */
export const inferredAngle = fact(
  'inferred',
  'Inferred from the speech of 28 June 2024, which names the antitrust rules and exclusivity clauses, but no article and no case',
);

export const invented: Provenance = { standing: 'invented' };
