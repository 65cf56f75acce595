/**
 * The official holidays of the Court of Justice of the European Union, by which the periods of its Rules of Procedure are counted.
 * Only days that fall on a weekday are listed.
 */
import type { HolidayCalendar } from './holiday-calendar.js';

/** The days are those of the Court's own decision, laid on each year; the list that it publishes for a year is to be put in their place. */
const source =
  'Days of Art 1 of the Decision of the Court of Justice of 9 March 2016 on official holidays (OJ C 145, 25.4.2016, p. 2), laid on the year; the list of the year is still to be entered';

export const cjeuLuxembourg: HolidayCalendar = {
  id: 'cjeu-luxembourg',
  version: 2,
  title: 'Court of Justice of the European Union, official holidays',
  places: [{ code: 'LU', name: 'Luxembourg' }],
  seat: 'LU',
  weekend: [6, 7],
  years: [
    {
      year: 2022,
      quality: 'projected',
      source,
      days: [
        { day: '2022-04-18', name: 'Easter Monday' },
        { day: '2022-05-26', name: 'Ascension Day' },
        { day: '2022-06-06', name: 'Whit Monday' },
        { day: '2022-06-23', name: 'National Day' },
        { day: '2022-08-15', name: 'Assumption' },
        { day: '2022-11-01', name: "All Saints' Day" },
        { day: '2022-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2023,
      quality: 'projected',
      source,
      days: [
        { day: '2023-04-10', name: 'Easter Monday' },
        { day: '2023-05-01', name: 'Labour Day' },
        { day: '2023-05-18', name: 'Ascension Day' },
        { day: '2023-05-29', name: 'Whit Monday' },
        { day: '2023-06-23', name: 'National Day' },
        { day: '2023-08-15', name: 'Assumption' },
        { day: '2023-11-01', name: "All Saints' Day" },
        { day: '2023-12-25', name: 'Christmas Day' },
        { day: '2023-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2024,
      quality: 'projected',
      source,
      days: [
        { day: '2024-01-01', name: "New Year's Day" },
        { day: '2024-04-01', name: 'Easter Monday' },
        { day: '2024-05-01', name: 'Labour Day' },
        { day: '2024-05-09', name: 'Ascension Day' },
        { day: '2024-05-20', name: 'Whit Monday' },
        { day: '2024-08-15', name: 'Assumption' },
        { day: '2024-11-01', name: "All Saints' Day" },
        { day: '2024-12-25', name: 'Christmas Day' },
        { day: '2024-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2025,
      quality: 'projected',
      source,
      days: [
        { day: '2025-01-01', name: "New Year's Day" },
        { day: '2025-04-21', name: 'Easter Monday' },
        { day: '2025-05-01', name: 'Labour Day' },
        { day: '2025-05-29', name: 'Ascension Day' },
        { day: '2025-06-09', name: 'Whit Monday' },
        { day: '2025-06-23', name: 'National Day' },
        { day: '2025-08-15', name: 'Assumption' },
        { day: '2025-12-25', name: 'Christmas Day' },
        { day: '2025-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2026,
      quality: 'projected',
      source,
      days: [
        { day: '2026-01-01', name: "New Year's Day" },
        { day: '2026-04-06', name: 'Easter Monday' },
        { day: '2026-05-01', name: 'Labour Day' },
        { day: '2026-05-14', name: 'Ascension Day' },
        { day: '2026-05-25', name: 'Whit Monday' },
        { day: '2026-06-23', name: 'National Day' },
        { day: '2026-12-25', name: 'Christmas Day' },
      ],
    },
    {
      year: 2027,
      quality: 'projected',
      source,
      days: [
        { day: '2027-01-01', name: "New Year's Day" },
        { day: '2027-03-29', name: 'Easter Monday' },
        { day: '2027-05-06', name: 'Ascension Day' },
        { day: '2027-05-17', name: 'Whit Monday' },
        { day: '2027-06-23', name: 'National Day' },
        { day: '2027-11-01', name: "All Saints' Day" },
      ],
    },
    {
      year: 2028,
      quality: 'projected',
      source,
      days: [
        { day: '2028-04-17', name: 'Easter Monday' },
        { day: '2028-05-01', name: 'Labour Day' },
        { day: '2028-05-25', name: 'Ascension Day' },
        { day: '2028-06-05', name: 'Whit Monday' },
        { day: '2028-06-23', name: 'National Day' },
        { day: '2028-08-15', name: 'Assumption' },
        { day: '2028-11-01', name: "All Saints' Day" },
        { day: '2028-12-25', name: 'Christmas Day' },
        { day: '2028-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2029,
      quality: 'projected',
      source,
      days: [
        { day: '2029-01-01', name: "New Year's Day" },
        { day: '2029-04-02', name: 'Easter Monday' },
        { day: '2029-05-01', name: 'Labour Day' },
        { day: '2029-05-10', name: 'Ascension Day' },
        { day: '2029-05-21', name: 'Whit Monday' },
        { day: '2029-08-15', name: 'Assumption' },
        { day: '2029-11-01', name: "All Saints' Day" },
        { day: '2029-12-25', name: 'Christmas Day' },
        { day: '2029-12-26', name: 'Second Day of Christmas' },
      ],
    },
    {
      year: 2030,
      quality: 'projected',
      source,
      days: [
        { day: '2030-01-01', name: "New Year's Day" },
        { day: '2030-04-22', name: 'Easter Monday' },
        { day: '2030-05-01', name: 'Labour Day' },
        { day: '2030-05-30', name: 'Ascension Day' },
        { day: '2030-06-10', name: 'Whit Monday' },
        { day: '2030-08-15', name: 'Assumption' },
        { day: '2030-11-01', name: "All Saints' Day" },
        { day: '2030-12-25', name: 'Christmas Day' },
        { day: '2030-12-26', name: 'Second Day of Christmas' },
      ],
    },
  ],
};
