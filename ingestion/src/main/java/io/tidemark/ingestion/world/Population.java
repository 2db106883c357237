package io.tidemark.ingestion.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who can pay whom: payers, and for each currency the payees who take it.
 *
 * <p>Both lists are ordered by how busy their members are, busiest first. Every payer has at least
 * one payee.
 */
public record Population(List<Payer> payers, Map<String, List<Payee>> payeesByCurrency) {
  public Population {
    payers = List.copyOf(payers);
    payeesByCurrency = Map.copyOf(payeesByCurrency);
  }

  /** Leaves out payers whose currency no payee takes. */
  public static Population of(List<Payer> payers, List<Payee> payees) {
    Map<String, List<Payee>> byCurrency = new LinkedHashMap<>();
    for (Payee payee : payees) {
      byCurrency.computeIfAbsent(payee.currency(), c -> new ArrayList<>()).add(payee);
    }
    byCurrency.replaceAll((currency, list) -> List.copyOf(list));
    List<Payer> able = payers.stream().filter(p -> byCurrency.containsKey(p.currency())).toList();
    return new Population(able, byCurrency);
  }

  /** The payees who can be paid by this payer; never empty. */
  public List<Payee> payeesFor(Payer payer) {
    return payeesByCurrency.get(payer.currency());
  }
}
