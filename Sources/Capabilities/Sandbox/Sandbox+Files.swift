import Foundation
import Vocabulary

extension Sandbox {
    /// A file being written, a buffer at a time.
    ///
    /// Owned by one exporter.
    final class ExportFile {
        let name: String
        let entity: String
        private(set) var rows = 0
        private(set) var bytes = 0
        private let handle: FileHandle
        private var buffer: [UInt8] = []
        private var atRowStart = true
        private static let limit = 1 << 16

        /// Creates the file, replacing one of that name.
        init(_ folder: URL, _ name: String, entity: String, columns: String? = nil) throws {
            let place = folder.appendingPathComponent(name)
            guard FileManager.default.createFile(atPath: place.path, contents: nil) else {
                throw Fault(.sandboxOutput, "cannot write `\(place.path)`", help: "choose another folder with `--out`")
            }
            handle = try FileHandle(forWritingTo: place)
            self.name = name
            self.entity = entity
            buffer.reserveCapacity(Self.limit + 4096)
            if let columns { text(columns + "\n") }
        }

        /// Appends text as it is.
        func text(_ text: String) { buffer.append(contentsOf: text.utf8) }

        /// Appends text with some bytes written otherwise; in one piece when there are none of them.
        func text(_ text: String, replacing: (UInt8) -> StaticString?) {
            var text = text
            text.withUTF8 { bytes in
                guard bytes.contains(where: { replacing($0) != nil }) else {
                    buffer.append(contentsOf: bytes)
                    return
                }
                for byte in bytes {
                    if let other = replacing(byte) {
                        buffer.append(
                            contentsOf: UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)
                        )
                    } else {
                        buffer.append(byte)
                    }
                }
            }
        }

        /// Appends one byte.
        func byte(_ byte: UInt8) { buffer.append(byte) }

        /// Appends a CSV value, quoted when it must be.
        func field(_ value: String) {
            separate()
            var value = value
            value.withUTF8 { bytes in
                if bytes.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) {
                    buffer.append(0x22)
                    for byte in bytes {
                        if byte == 0x22 { buffer.append(0x22) }
                        buffer.append(byte)
                    }
                    buffer.append(0x22)
                } else {
                    buffer.append(contentsOf: bytes)
                }
            }
        }

        /// Appends a CSV value that is a whole number.
        func field(_ value: Int) {
            separate()
            number(value)
        }

        /// Appends several CSV values.
        func fields(_ values: String...) { for value in values { field(value) } }

        /// Appends a whole number.
        func number(_ value: Int, width: Int = 1) {
            if value < 0 { buffer.append(0x2D) }
            var rest = value.magnitude
            let start = buffer.count
            repeat {
                buffer.append(0x30 + UInt8(rest % 10))
                rest /= 10
            } while rest > 0 || buffer.count - start < width
            buffer[start...].reverse()
        }

        /// Ends a CSV row or a line.
        func endRow() throws {
            buffer.append(0x0A)
            atRowStart = true
            try countRow()
        }

        /// Counts a row that ends by itself.
        func countRow() throws {
            rows += 1
            if buffer.count >= Self.limit { try flush() }
        }

        private func separate() {
            if atRowStart { atRowStart = false } else { buffer.append(0x2C) }
        }

        private func flush() throws {
            bytes += buffer.count
            do {
                try handle.write(contentsOf: Data(buffer))
            } catch {
                throw Fault(
                    .sandboxOutput,
                    "cannot write more of `\(name)`",
                    help: "is there room on the disk?",
                    cause: error
                )
            }
            buffer.removeAll(keepingCapacity: true)
        }

        /// Writes what is left and closes the file.
        func close() throws {
            try flush()
            try handle.close()
        }
    }
}
