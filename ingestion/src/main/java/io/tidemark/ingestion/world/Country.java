package io.tidemark.ingestion.world;

import java.util.Locale;

/** A country of the simulated world: its currency, and the language of its names. */
public enum Country {
  US("USD", "en-US", 1),
  GB("GBP", "en-GB", 1),
  DE("EUR", "de", 1),
  FR("EUR", "fr", 1),
  NL("EUR", "nl", 1),
  ES("EUR", "es", 1),
  SE("SEK", "sv", 10),
  BR("BRL", "pt-BR", 5),
  JP("JPY", "ja", 150);

  private final String currency;
  private final String language;
  private final int pricesPerEuro;

  Country(String currency, String language, int pricesPerEuro) {
    this.currency = currency;
    this.language = language;
    this.pricesPerEuro = pricesPerEuro;
  }

  /** The ISO 4217 code of the currency. */
  public String currency() {
    return currency;
  }

  Locale locale() {
    return Locale.forLanguageTag(language);
  }

  /**
   * Turns a price in euro cents into hundredths of a unit of a currency; yen come without a
   * fraction.
   */
  static long priced(String currency, long euroCents) {
    for (Country country : values()) {
      if (country.currency.equals(currency)) {
        long hundredths = euroCents * country.pricesPerEuro;
        return currency.equals("JPY") ? Math.max(100, hundredths / 100 * 100) : hundredths;
      }
    }
    return euroCents;
  }
}
