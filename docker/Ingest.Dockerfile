# The proxy. Build from the repository's root: docker build -f docker/Ingest.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig global.json BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY migrations/ migrations/
COPY src/Domain/ src/Domain/
COPY src/Ingest/ src/Ingest/
RUN dotnet publish src/Ingest -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY docker/healthy /usr/local/bin/
COPY --from=build /app /app
# The spool: what PostgreSQL does not have yet. It must survive the container.
RUN install -d -o $APP_UID -g $APP_UID -m 0700 /data
VOLUME /data
# No debugger's socket: memory holds prompts, and the root file system is read-only.
ENV OBSERVABILITY_DATA=/data OBSERVABILITY_BIND=0.0.0.0 DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["healthy", "8787"]
ENTRYPOINT ["dotnet", "/app/Observability.Ingest.dll"]
