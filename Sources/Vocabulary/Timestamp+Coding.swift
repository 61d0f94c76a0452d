extension Timestamp: Codable {
    /// Reads RFC 3339.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        guard let read = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "`\(text)` is not a moment of RFC 3339")
        }
        self = read
    }

    /// Writes ``rfc3339``.
    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(rfc3339)
    }
}
