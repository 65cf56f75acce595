/** Twelve undertakings that do not exist, with their principal contacts; `.example` is nobody's (RFC 2606). */
export const addressees = {
  arvenn: undertaking('Arvenn Cloud SAS', 'FR', 'cloud', 'Camille Roussel', 'camille.roussel@arvenn-cloud.example'),
  cantor: undertaking('Cantor Modelle GmbH', 'DE', 'models', 'Petra Brandt', 'petra.brandt@cantor-modelle.example'),
  delftware: undertaking('Delftware BV', 'NL', 'applications', 'Sanne de Vries', 'sanne.devries@delftware.example'),
  estrela: undertaking('Estrela Dados SA', 'PT', 'cloud', 'Inês Carvalho', 'ines.carvalho@estrela-dados.example'),
  ferrante: undertaking('Ferrante Sistemi SpA', 'IT', 'integrator', 'Luca Ferrante', 'luca.ferrante@ferrante.example'),
  gdynia: undertaking('Gdynia AI sp. z o.o.', 'PL', 'models', 'Krzysztof Zieliński', 'k.zielinski@gdynia-ai.example'),
  helikon: undertaking('Helikon Models AE', 'GR', 'models', 'Nikos Georgiou', 'nikos.georgiou@helikon.example'),
  iveria: undertaking('Iveria Cloud SL', 'ES', 'cloud', 'Lucía Ortega', 'lucia.ortega@iveria-cloud.example'),
  kestrel: undertaking('Kestrel Inference Ltd', 'IE', 'applications', 'Conor Byrne', 'conor.byrne@kestrel.example'),
  leuvenlab: undertaking('Leuvenlab NV', 'BE', 'models', 'Lotte Claes', 'lotte.claes@leuvenlab.example'),
  moravia: undertaking('Moravia Robotics a.s.', 'CZ', 'deployer', 'Jana Nováková', 'jana.novakova@moravia.example'),
  tundra: undertaking('Tundra Compute AB', 'SE', 'cloud', 'Elin Åkesson', 'elin.akesson@tundra-compute.example'),
} as const;

export type AddresseeKey = keyof typeof addressees;

function undertaking(name: string, country: string, sector: string, contact: string, email: string) {
  return { name, country, sector, contact: { name: contact, email }, provenance: { standing: 'invented' as const } };
}
