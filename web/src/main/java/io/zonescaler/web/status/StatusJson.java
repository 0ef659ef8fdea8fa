package io.zonescaler.web.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes and reads the JSON of the HTTP API. Thread-safe. */
public final class StatusJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private StatusJson() {}

  /** Any record, map or list of them as one line of JSON. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
    }
  }

  /**
   * Reads what {@code /api/v1/status} gave; fields that this version does not know are skipped.
   *
   * @throws IllegalArgumentException if it is no such JSON
   */
  public static Status read(String json) {
    try {
      return MAPPER.readValue(json, Status.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no status: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads what {@code /api/v1/inputs} gave.
   *
   * @throws IllegalArgumentException if it is no such JSON
   */
  public static InputsJson inputs(String json) {
    try {
      return MAPPER.readValue(json, InputsJson.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("these are no inputs: " + e.getOriginalMessage(), e);
    }
  }

  /** The body of every error answer: {@code {"error":{what,where,remedy}}}. */
  public static String error(String what, String where, String remedy) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("what", what);
    error.put("where", where);
    error.put("remedy", remedy);
    return write(Map.of("error", error));
  }

  /** A 64-bit id or hash as 16 hexadecimal digits. */
  public static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
