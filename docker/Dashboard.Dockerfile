# Pages, REST API and jobs. Build from the repository's root: docker build -f docker/Dashboard.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# true where the package with blazor.web.js cannot be restored (docs/decisions/0007).
ARG BlazorScriptFromRuntimePack=false
WORKDIR /source
COPY .editorconfig global.json BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY build/ build/
COPY migrations/ migrations/
COPY src/Domain/ src/Domain/
COPY src/Dashboard/ src/Dashboard/
RUN dotnet publish src/Dashboard -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY docker/healthy /usr/local/bin/
COPY --from=build /app /app
# The key ring of sessions, and the master key where none is given.
RUN install -d -o $APP_UID -g $APP_UID -m 0700 /data
VOLUME /data
ENV OBSERVABILITY_DATA=/data OBSERVABILITY_BIND=0.0.0.0 DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 8788
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["healthy", "8788"]
ENTRYPOINT ["dotnet", "/app/Observability.Dashboard.dll"]
