package io.tidemark.decode;

/** Stands for a value that the source did not send because an update left it unchanged (TOAST). */
public enum Unavailable {
  VALUE
}
