package io.tidemark.tail;

/**
 * Who made a change, as far as the row says it.
 *
 * @param appUser user of the application; null if not known
 * @param dbUser user of the database; null if not known
 */
record Who(String appUser, String dbUser) {
  static final Who UNKNOWN = new Who(null, null);

  /** The user, with the database's own behind where both are known; empty if none is. */
  String text() {
    if (appUser == null) {
      return dbUser == null ? "" : dbUser;
    }
    return dbUser == null || dbUser.equals(appUser) ? appUser : appUser + " (" + dbUser + ")";
  }
}
