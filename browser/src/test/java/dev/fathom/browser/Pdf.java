package dev.fathom.browser;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A PDF of one page, written by hand.
final class Pdf {
  private Pdf() {}

  static byte[] of(String... lines) {
    StringBuilder text = new StringBuilder("BT /F1 14 Tf 18 TL 72 720 Td");
    for (String line : lines) {
      text.append(" (%s) Tj T*".formatted(line));
    }
    text.append(" ET");
    return file(
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length %d >>\nstream\n%s\nendstream".formatted(text.length(), text),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
  }

  private static byte[] file(List<String> objects) {
    StringBuilder file = new StringBuilder("%PDF-1.4\n");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      places.add(file.length());
      file.append("%d 0 obj\n%s\nendobj\n".formatted(i + 1, objects.get(i)));
    }
    int table = file.length();
    file.append("xref\n0 %d\n0000000000 65535 f \n".formatted(objects.size() + 1));
    places.forEach(place -> file.append("%010d 00000 n \n".formatted(place)));
    file.append("trailer\n<< /Size %d /Root 1 0 R >>\n".formatted(objects.size() + 1));
    file.append("startxref\n%d\n%%%%EOF\n".formatted(table));
    return file.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
