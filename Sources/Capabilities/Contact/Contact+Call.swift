import CapabilityKit

extension Contact {
    /// A call as it arrives, in the shape of what networks hand over (EISEC for the line, AML for a phone's own position).
    package struct Call: Codable, Hashable, Sendable {
        /// `999`, `101`, `text relay` or `online`.
        package var line: String
        /// The number as it was given; `nil` when it was withheld.
        package var number: String?
        /// Whom the network has the line for, in its own words.
        package var subscriber: String?
        /// The address the network has for the line.
        package var address: String?
        package var location: Location?
        /// Whether nobody spoke.
        package var isSilent: Bool?
        /// Whether the caller whispers.
        package var isWhispering: Bool?
        /// Whether it comes by text relay.
        package var isText: Bool?
        /// The network's own name of the call, the same each time it is handed over.
        package var key: String?

        package init(line: String, number: String? = nil, address: String? = nil, location: Location? = nil) {
            self.line = line
            self.number = number
            self.address = address
            self.location = location
        }

        /// Where the network or the phone puts the caller, with how far it may be out.
        package struct Location: Codable, Hashable, Sendable {
            package var latitude: Double
            package var longitude: Double
            /// The radius in metres within which the caller is with the method's own confidence.
            package var radiusMetres: Double
            /// `AML`, `cell` or `line`.
            package var method: String
            /// When it was fixed, RFC 3339.
            package var at: String?

            package init(
                latitude: Double,
                longitude: Double,
                radiusMetres: Double,
                method: String,
                at: String? = nil
            ) {
                self.latitude = latitude
                self.longitude = longitude
                self.radiusMetres = radiusMetres
                self.method = method
                self.at = at
            }

            /// Metres between two places, on a sphere.
            package func metres(to other: Location) -> Double {
                let rad = Double.pi / 180
                let dLat = (other.latitude - latitude) * rad, dLon = (other.longitude - longitude) * rad
                let mid = (other.latitude + latitude) / 2 * rad
                let x = dLon * Self.cosine(mid)
                return (dLat * dLat + x * x).squareRoot() * 6_371_000
            }

            /// The cosine by its series: enough for latitudes, and the same on every machine.
            private static func cosine(_ angle: Double) -> Double {
                let square = angle * angle
                return 1 - square / 2 + square * square / 24 - square * square * square / 720
            }
        }

        /// What the call itself says of urgency, as signals.
        package var signals: [String] {
            [
                isSilent == true && line == "999" ? "call.silent" : nil,
                isWhispering == true ? "whisper" : nil,
            ].compactMap { $0 }
        }

        /// The number in the form in which it is compared.
        package var numberKey: String? { number.flatMap { PhoneNumber($0)?.description } }

        /// Fault when a field is outside what can be true.
        package func check() throws {
            let isPlace = location.map {
                (-90...90).contains($0.latitude) && (-180...180).contains($0.longitude) && $0.radiusMetres >= 0
                    && $0.radiusMetres <= 100_000
            }
            let texts = [line, number ?? "", subscriber ?? "", address ?? "", key ?? ""]
            guard isPlace ?? true, texts.allSatisfy({ $0.utf8.count <= 400 }), !line.isEmpty else {
                throw Fault(.callUnreadable, "the call cannot be read", help: "check the fields that the network sends")
            }
        }
    }
}

extension Fault.Code {
    /// A call was handed over with fields that cannot be true.
    static let callUnreadable = Self("contact.call_unreadable", status: 400)
}
