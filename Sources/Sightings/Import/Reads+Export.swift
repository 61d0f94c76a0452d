import Foundation
import Vocabulary

extension Reads {
    /// The headings of a table that ``csv(of:)`` and ``exportCSV(to:in:)`` write.
    package static let csvHeadings = "time,camera,plate,confidence,lane,direction,patch,overview"

    /// Reads as lines of comma-separated values without headings, as an import takes them and any tool reads them.
    ///
    /// Plates are as the camera wrote them, times with the offset of its clock. A text with a comma, a quotation mark or
    /// the end of a line in it is quoted as RFC 4180 says.
    package func csv(of reads: some Sequence<Sighting>) -> String {
        reads.reduce(into: "") { text, read in
            let details = read.details
            let fields = [
                read.time.rfc3339, cameras[read.camera].name, read.raw, details.confidence.map(String.init) ?? "",
                details.lane.map(String.init) ?? "", details.heading?.word ?? "", read.patch ?? "", read.overview ?? "",
            ]
            text += fields.map(Self.quoted).joined(separator: ",") + "\n"
        }
    }

    /// Writes every read of a span into a file of comma-separated values with headings, by day, plate and time.
    ///
    /// The file is there whole or not at all. Gives how many reads it holds.
    ///
    /// - `span`: Milliseconds since 1970 UTC.
    /// - Throws: ``Fault`` with `sightings.unreachable`.
    package func exportCSV(to path: String, in span: Range<Int64>) throws -> Int {
        let file = try WholeFile.Stream(path)
        try file.append(Self.csvHeadings + "\n")
        var written = 0
        for day in days(in: span) {
            try day.read { view in
                let midnight = Int64(day.day) * DayLayout.dayMilliseconds
                var block = PlateBlock()
                for number in 0..<view.plateBlocks {
                    block.load(number, of: view)
                    var found: [Sighting] = []
                    for plate in 0..<block.count {
                        for read in Int(block.starts[plate])..<Int(block.starts[plate + 1])
                        where span.contains(midnight + Int64(view.time(ofRead: read))) {
                            found.append(sighting(view, day: day.day, read: read, key: block.keys[plate]))
                        }
                    }
                    try file.append(csv(of: found))
                    written += found.count
                }
            }
        }
        try file.finish()
        return written
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 != 44 && $0 != 34 && $0 != 10 && $0 != 13 }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
