import CapabilityKit

extension Anpr {
    /// Answers `GET /anpr/export?question=…&as=csv`: the reads of an answer, with what they must be read with.
    @Sendable static func export(_ visit: Visit) async throws -> DownloadFile {
        if let id = visit.query["product"].flatMap({ Int64($0) }) {
            let shown = try await Counter(visit).look(at: nil)
            guard let product = shown.content.products.first(where: { $0.id == id }) else { throw noSuchQuestion }
            let text = product.report(entry: shown.entry)
            return DownloadFile(name: "product-\(id).txt", type: "text/plain; charset=utf-8", text: text)
        }
        guard let id = visit.query["question"].flatMap({ Int64($0) }) else { throw noSuchQuestion }
        let shown = try await Counter(visit).look(at: id)
        guard let kept = shown.content.kept, let answer = kept.answer else { throw noSuchQuestion }
        let isMap = visit.query["as"] == "geojson"
        return DownloadFile(
            name: "anpr-\(id).\(isMap ? "geojson" : "csv")",
            type: isMap ? "application/geo+json" : "text/csv; charset=utf-8",
            text: isMap
                ? try geoJSON(answer, shown.content.register, entry: shown.entry)
                : csv(answer, shown.content.register, entry: shown.entry)
        )
    }

    /// One line for each read; the last column names the entry that records the export.
    static func csv(_ answer: Answer, _ register: Register, entry: UInt64) -> String {
        let sites = Dictionary(register.sites.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let head = "time,plate,written,camera,area,latitude,longitude,clock_error,confidence,lane,patch,overview,entry"
        let lines = answer.passes.map { pass in
            let site = sites[pass.camera]
            return [
                pass.time.rfc3339, pass.plate, pass.raw ?? pass.plate, pass.camera, site?.area ?? "",
                site?.latitude.map { "\($0)" } ?? "", site?.longitude.map { "\($0)" } ?? "",
                site?.clockError.map { "\($0)" } ?? "", pass.confidence.map { "\($0)" } ?? "",
                pass.lane.map { "\($0)" } ?? "", pass.patch ?? "", pass.overview ?? "", "\(entry)",
            ].map(DownloadFile.field).joined(separator: ",")
        }
        return ([head] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// A point for each read whose camera has a place.
    static func geoJSON(_ answer: Answer, _ register: Register, entry: UInt64) throws -> String {
        let sites = Dictionary(register.sites.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let features = answer.passes.compactMap { pass -> Feature? in
            guard let site = sites[pass.camera], let latitude = site.latitude, let longitude = site.longitude else {
                return nil
            }
            return Feature(
                geometry: Feature.Geometry(coordinates: [longitude, latitude]),
                properties: [
                    "plate": pass.plate, "camera": pass.camera, "area": site.area, "time": pass.time.rfc3339,
                    "entry": "\(entry)",
                ]
            )
        }
        return try Shelf.text(Collection(features: features))
    }

    /// GeoJSON (RFC 7946), as much of it as reads need.
    private struct Collection: Encodable {
        var type = "FeatureCollection"
        var features: [Feature]
    }

    private struct Feature: Encodable {
        struct Geometry: Encodable {
            var type = "Point"
            var coordinates: [Double]
        }
        var type = "Feature"
        var geometry: Geometry
        var properties: [String: String]
    }
}
