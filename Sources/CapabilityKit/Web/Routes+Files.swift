import HTTPTypes
import Hummingbird
import Vocabulary

/// A file that a page offers for download.
package struct DownloadFile: Hashable, Sendable {
    /// The name it is saved under: letters, digits, dots and hyphens.
    package var name: String
    /// Its type: `text/csv; charset=utf-8`.
    package var type: String
    package var text: String

    /// A file of text.
    package init(name: String, type: String, text: String) {
        self.name = name
        self.type = type
        self.text = text
    }

    /// A field of comma-separated values: quoted where it must be, and never read as a formula by a spreadsheet.
    package static func field(_ text: String) -> String {
        let risky = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = risky ? "'" + text : text
        guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

extension Routes {
    /// Answers `GET /room/path` with a file to be saved.
    package func file(_ path: String, _ answer: @escaping @Sendable (Visit) async throws -> DownloadFile) {
        pages.get(RouterPath(path)) { [self] request, context in
            let file = try await answer(try await visit(request, context))
            let name = file.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: file.type, .contentDisposition: "attachment; filename=\"\(name)\"",
                    .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: file.text))
            )
        }
    }
}
