import Foundation
import Vocabulary

/// What both databases must refuse alike, so that a record accepted by one node is accepted by every node.
enum TextRules {
    /// Throws when UTF-8 text holds a NUL or is not UTF-8.
    ///
    /// Linear, a few nanoseconds a word.
    static func check(_ text: UnsafeBufferPointer<UInt8>) throws {
        let span = unsafe Span(_unsafeElements: text)
        do { _ = try UTF8Span(validating: span) } catch { throw Fault.textIsNotUTF8 }
        if let start = unsafe text.baseAddress, unsafe memchr(start, 0, text.count) != nil { throw Fault.textHoldsNUL }
    }

    /// Throws when one of the values cannot be stored by both databases.
    static func check(_ values: [SQLValue]) throws {
        for value in values {
            switch value {
            case .text(let text): if text.utf8.contains(0) { throw Fault.textHoldsNUL }
            case .real(let number): if number.isNaN { throw Fault.numberIsNaN }
            case .null, .integer, .blob: break
            }
        }
    }

    /// Throws when a statement cannot be run by either database.
    static func check(_ sql: SQL) throws {
        if sql.bindsEmptyList { throw Fault.emptyList }
        try check(sql.values)
    }
}
