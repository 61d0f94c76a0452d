import Vocabulary

extension Fault.Code {
    // MARK: - The file as a whole: nothing more of it can be read

    static let fileMissing = Self("intake.file_missing", status: 404)
    static let fileUnreadable = Self("intake.file_unreadable", status: 500)
    static let wrongEncoding = Self("intake.wrong_encoding", status: 422)
    static let fileTruncated = Self("intake.file_truncated", status: 422)
    static let fileDamaged = Self("intake.file_damaged", status: 422)
    static let quoteOpen = Self("intake.quote_open", status: 422)
    static let rowTooLong = Self("intake.row_too_long", status: 422)
    static let headerMissing = Self("intake.header_missing", status: 422)
    static let columnMissing = Self("intake.column_missing", status: 422)
    static let columnTwice = Self("intake.column_twice", status: 422)
    static let xmlDoctype = Self("intake.xml_doctype", status: 422)
    static let xmlBroken = Self("intake.xml_broken", status: 422)
    static let xmlTooDeep = Self("intake.xml_too_deep", status: 422)

    // MARK: - The mapping and the request

    static let mappingBroken = Self("intake.mapping_broken", status: 422)
    static let mappingUnknown = Self("intake.mapping_unknown", status: 404)
    static let manifestBroken = Self("intake.manifest_broken", status: 422)
    static let nothingToImport = Self("intake.nothing_to_import", status: 422)
    static let sourceMissing = Self("intake.source_missing", status: 422)
    static let fileUnmapped = Self("intake.file_unmapped", status: 422)
    static let fileChanged = Self("intake.file_changed", status: 409)
    static let bodyBroken = Self("intake.body_broken", status: 500)
}
