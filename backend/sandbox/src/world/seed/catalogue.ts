/** The names of the seeded world. All of them are made up; addresses end in a reserved domain. */
import type { Address } from '../../../../src/domain/locker.ts';

export interface PartnerTemplate {
  readonly handle: string;
  readonly name: string;
  readonly currency: 'EUR' | 'GBP' | 'SEK';
  /** Basis points. */
  readonly taxRates: { readonly standard: number; readonly reduced: number };
  /** Net price of one parcel by the size of its compartment, in minor units. */
  readonly parcelPrice: { readonly small: number; readonly medium: number; readonly large: number };
  /** Net price of a month's access to the lockers of a building, in minor units. */
  readonly accessPrice: number;
  readonly customers: readonly string[];
}

export const partnerTemplates: readonly PartnerTemplate[] = [
  {
    handle: 'kessler',
    name: 'Kessler Paketdienst',
    currency: 'EUR',
    taxRates: { standard: 1900, reduced: 700 },
    parcelPrice: { small: 145, medium: 189, large: 265 },
    accessPrice: 4990,
    customers: ['Buchhandlung am Markt', 'Feinkost Lindner', 'Radhaus Weber', 'Apotheke zur Linde'],
  },
  {
    handle: 'brightline',
    name: 'Brightline Couriers',
    currency: 'GBP',
    taxRates: { standard: 2000, reduced: 500 },
    parcelPrice: { small: 129, medium: 175, large: 249 },
    accessPrice: 4450,
    customers: ['Harbour Books', 'Tilly & Sons', 'Foxglove Florists', 'The Print Room', 'Northside Cycles'],
  },
  {
    handle: 'fjordbud',
    name: 'Fjordbud',
    currency: 'SEK',
    taxRates: { standard: 2500, reduced: 1200 },
    parcelPrice: { small: 1590, medium: 2090, large: 2890 },
    accessPrice: 52_900,
    customers: ['Skärgårdens Kafferosteri', 'Lundbergs Skor', 'Hemtextil Nord'],
  },
];

export interface BuildingTemplate {
  readonly name: string;
  readonly address: Address;
  readonly lockers: readonly string[];
}

const building = (
  name: string,
  line1: string,
  postalCode: string,
  lockers: readonly string[],
): BuildingTemplate => ({
  name,
  address: { line1, postalCode, city: postalCode.startsWith('2') ? 'Hamburg' : 'Berlin', country: 'DE' },
  lockers,
});

const three = ['Lobby', 'Courtyard', 'Garage'];
const four = [...three, 'Rear entrance'];

export const buildingTemplates: readonly BuildingTemplate[] = [
  building('Hafenkontor', 'Am Kaiserkai 12', '20457', four),
  building('Speicherhof', 'Brooktorkai 4', '20457', three),
  building('Elbterrassen', 'Große Elbstraße 88', '22767', three),
  building('Altona Quartier', 'Harkortstraße 31', '22765', four),
  building('Schanzenhof', 'Bartelsstraße 9', '20357', three),
  building('Alsterpark', 'Harvestehuder Weg 40', '20149', three),
  building('Spreebogen', 'Alt-Moabit 98', '10559', four),
  building('Kreuzberg Höfe', 'Ritterstraße 17', '10969', three),
  building('Prenzlauer Turm', 'Greifswalder Straße 33', '10405', three),
  building('Südkreuz Carré', 'Tempelhofer Weg 62', '10829', four),
  building('Friedrichshain Loft', 'Warschauer Straße 58', '10243', three),
  building('Charlottenhof', 'Kantstraße 121', '10625', three),
];

export const givenNames = [
  'Ada',
  'Bilal',
  'Chiara',
  'Dmitri',
  'Elif',
  'Finn',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
  'Karim',
  'Lena',
  'Mateo',
  'Nora',
  'Oskar',
  'Petra',
  'Ravi',
  'Selma',
  'Tom',
  'Yara',
];

export const familyNames = [
  'Albrecht',
  'Becker',
  'Çelik',
  'Dahl',
  'Eriksen',
  'Fischer',
  'Gruber',
  'Hoffmann',
  'Ivanov',
  'Jansen',
  'Kaya',
  'Lorenz',
  'Moreau',
  'Novak',
  'Okafor',
  'Peters',
  'Quandt',
  'Richter',
  'Schulz',
  'Vogel',
];

export const problemReasons = ['damaged', 'does_not_fit', 'door_blocked', 'compartment_occupied'];

/** What is billed once in a while, beside the monthly invoice; net price of one as a multiple of a month's access. */
export const extraServices: readonly {
  readonly description: string;
  readonly share: number;
  readonly most: number;
}[] = [
  { description: 'Additional storage days', share: 0.02, most: 40 },
  { description: 'Return handling', share: 0.035, most: 25 },
  { description: 'Express delivery window', share: 0.06, most: 12 },
  { description: 'Branding panel, per locker', share: 0.9, most: 4 },
];
