extension CalendarDate: Codable {
    /// Reads a date as far as it is known: `1991-03-14`, `1991-03`, `1991`.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        guard let read = CalendarDate(parsing: text), read.description == text else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "`\(text)` is not a date of ISO 8601")
        }
        self = read
    }

    /// Writes ``description``.
    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(description)
    }
}
